import { npm8 } from './npm-client/clients';
import { describeNpmChanges } from './npm-client/commands';
import { describeNpmClient } from './npm-client/scenario';

describeNpmClient(npm8);
describeNpmChanges(npm8);
