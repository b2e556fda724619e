export function contrasts(): readonly { readonly text: string; readonly ratio: number }[];
export function cutOff(options: { readonly boxesScroll: boolean }): readonly string[];
export function headingLevels(): readonly number[];
export function tableFaults(): readonly string[];
export function active(): readonly string[];
export function brokenIds(): readonly (string | null)[];
