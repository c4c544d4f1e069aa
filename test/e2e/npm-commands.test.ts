import { npm } from './npm-client/clients';
import { describeNpmCommands } from './npm-client/commands';

describeNpmCommands(npm);
