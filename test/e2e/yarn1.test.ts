import { yarn1 } from './npm-client/clients';
import { describeNpmClient } from './npm-client/scenario';

describeNpmClient(yarn1);
