import { App } from 'aws-cdk-lib';
import { readConfiguration } from './config.ts';
import { RotationStack } from './rotation-stack.ts';

const app = new App();
const configuration = readConfiguration(app.node);
new RotationStack(app, 'Rotation', { configuration });
