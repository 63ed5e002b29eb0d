import { type Command, InvalidArgumentError } from 'commander'
import type { AuditEnd } from '../../plan/audit-ends.ts'
import { type Ending, lazily, wantSubcommand } from './ending.ts'

const parseSerial = (text: string): number => {
  const serial = Number(text)
  if (!Number.isSafeInteger(serial) || serial < 1) throw new InvalidArgumentError('give a whole number from 1.')
  return serial
}

const parseHours = (text: string): number => {
  const hours = Number(text)
  if (!(hours >= 0.1 && hours <= 24)) throw new InvalidArgumentError('give hours from 0.1 to 24.')
  return hours
}

const parseHead = (text: string, before: AuditEnd[] = []): AuditEnd[] => {
  const [, seq, hash] = /^(\d{1,12}):([0-9a-f]{64})$/.exec(text) ?? []
  if (seq === undefined || hash === undefined)
    throw new InvalidArgumentError('give ENTRY:HASH, as hub --audit-heads prints it.')
  return [...before, { seq: Number(seq), hash }]
}

const several = (text: string, before: string[] = []): string[] => [...before, text]

/** `audit verify`. */
export const addAudit = (program: Command, ending: Ending): void => {
  const audit = program.command('audit').description('The log of what people did at the console.')
  audit
    .command('verify')
    .description('Whether each entry follows the one before it; exit status 1 when one does not.')
    .argument('<file>', 'the log: a file of its lines, or the state folder of a train')
    .option(
      '--head <entry:hash>',
      'an end that the train told ashore: it must be in the log; may be repeated',
      parseHead,
    )
    .action(lazily(async () => (await import('../commands/audit.ts')).auditVerify, ending))
  wantSubcommand(audit)
}

/** `depot key`, `answer` and `users`: what the depot has, and a train never. */
export const addDepot = (program: Command, ending: Ending): void => {
  const depot = program.command('depot').description('The depot’s side of a train’s console: keys, answers, users.')
  depot
    .command('key')
    .description('Make a key pair: the private half into a file for its owner alone, the public one on stdout.')
    .argument('<file>', 'where the private key is put; it must not be there yet')
    .action(lazily(async () => (await import('../commands/depot.ts')).depotKey, ending))
  depot
    .command('answer')
    .description('Answer the challenge that a train shows: who may come in, as what, and for how long.')
    .requiredOption('--key <file>', 'private key of the depot (0600)')
    .requiredOption('--train <id>', 'the train, as its console shows it')
    .requiredOption('--challenge <letters>', 'the 24 letters, as they were read out')
    .requiredOption('--name <name>', 'who comes in')
    .requiredOption('--role <role>', 'viewer, technician or engineer')
    .requiredOption('--hours <hours>', 'for how long, 0.1 to 24', parseHours)
    .action(lazily(async () => (await import('../commands/depot.ts')).depotAnswer, ending))
  depot
    .command('users')
    .description('Make a train’s signed file of users, and their first passwords, which are shown once.')
    .argument('<file>', 'where the signed file is put')
    .requiredOption('--key <file>', 'private key of the depot (0600)')
    .requiredOption('--train <id>', 'the only train that takes it')
    .requiredOption('--serial <number>', 'higher than that of the file before', parseSerial)
    .requiredOption('--user <name:role>', 'a user; once for each', several)
    .action(lazily(async () => (await import('../commands/depot.ts')).depotUsers, ending))
  wantSubcommand(depot)
}
