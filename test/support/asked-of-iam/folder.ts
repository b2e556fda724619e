/** The environment variable that says where what IAM would be asked is put on record; nothing is without it. */
export const FOLDER = 'ASKED_OF_IAM';
