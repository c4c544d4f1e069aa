import { npm } from './npm-client/clients';
import { describeNpmClient } from './npm-client/scenario';

describeNpmClient(npm);
