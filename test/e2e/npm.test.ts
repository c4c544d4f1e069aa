import { npm } from './npm-client/clients';
import { describeNpmCommands } from './npm-client/commands';
import { describeNpmClient } from './npm-client/scenario';

describeNpmClient(npm);
describeNpmCommands(npm);
