import { checkCredentials } from './check-credentials';
import { checkProxies, checkVariables } from './check-environment';
import { checkListening } from './check-listening';
import { checkProject } from './check-project';
import { checkTrust } from './check-trust';
import type { Finding, Patient } from './finding';

/** Looks at everything between a client started here and the emulator. */
export async function examine(patient: Patient): Promise<readonly Finding[]> {
  const { findings, found } = await checkListening(patient);
  return [
    ...checkVariables(patient),
    ...checkProxies(patient),
    ...findings,
    ...(found ? await checkTrust(patient, found) : []),
    ...(found ? await checkCredentials(patient, found) : []),
    ...(await checkProject(patient, found)),
  ];
}
