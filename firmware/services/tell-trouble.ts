import type { OnTrouble } from '../../hal/restoring.ts'
import type { Tell } from './tell.ts'

/** Raises an alarm of a subject, or a warning, when trouble begins, and clears it when it is over. */
export const tellTrouble =
  (tell: Tell, subject: string, severity: 'alarm' | 'warning' = 'alarm'): OnTrouble =>
  (trouble) =>
    tell(trouble === undefined ? { subject, text: 'is as it should be again' } : { subject, text: trouble, severity })
