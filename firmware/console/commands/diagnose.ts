import { symptoms } from '../../plan/diagnose/steps.ts'
import { choiceArgument } from '../argument.ts'
import { type ConsoleCommand, command } from '../command.ts'
import { runDiagnosis } from '../diagnose/run.ts'

/** From what people complain of to what is wrong. */
export const diagnoseCommands: readonly ConsoleCommand[] = [
  command({
    words: ['diagnose'],
    arguments: { symptom: choiceArgument({ label: 'SYMPTOM', help: 'diagnose.symptom', choices: symptoms }) },
    help: 'diagnose.help',
    role: 'technician',
    deadlineMs: 90_000,
    run: (context, { symptom }) => runDiagnosis(context, symptom),
  }),
]
