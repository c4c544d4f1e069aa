import { describeFormatContract } from '../../contract/contract-suite';
import { describeHostileArchives } from '../../contract/hostile-archives';
import { pypiAdapter, pypiSdistAdapter } from '../../contract/pypi';

describeFormatContract(pypiAdapter);
describeHostileArchives(pypiAdapter);
describe('source distributions', () => describeHostileArchives(pypiSdistAdapter));
