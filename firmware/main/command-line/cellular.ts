import { type Command, Option } from 'commander'
import { parseCounter, parseTextLength } from '../arguments.ts'
import { asking } from './common-options.ts'
import { type Ending, lazily, wantSubcommand } from './ending.ts'

/** `modem show`, `reset` and `search`. */
export const addModem = (program: Command, ending: Ending): void => {
  const modem = program.command('modem').description('Cellular modems: their SIMs, their networks.')
  asking(modem.command('show').description('What each says of itself, its SIM and its cell.'))
    .option('--json', 'as one JSON object')
    .action(lazily(async () => (await import('../commands/cellular.ts')).modemShow, ending))
  asking(modem.command('reset').description('Restart one; it is away for a while.'))
    .argument('<name>', 'as the configuration names it')
    .option('--force', 'also where its link is the only one that carries emergency')
    .action(lazily(async () => (await import('../commands/cellular.ts')).modemReset, ending))
  asking(modem.command('search').description('Which networks it finds; takes minutes, in which it carries nothing.'))
    .argument('<name>', 'as the configuration names it')
    .action(lazily(async () => (await import('../commands/cellular.ts')).modemSearch, ending))
  wantSubcommand(modem)
}

/** `text send`, `show`, `order` and `audit`. */
export const addText = (program: Command, ending: Ending): void => {
  const text = program.command('text').description('Text messages from the train, and commands to it.')
  asking(text.command('send').description('Queue a text; it is tried until it goes or expires.'))
    .argument('<to>', 'a name of texts.recipients')
    .argument('<text>', 'what to say; 160 characters a message, 70 outside the 7-bit alphabet, 4 messages at most')
    .addOption(
      new Option('--priority <word>', 'how urgent')
        .choices(['emergency', 'alarm', 'operational'])
        .default('operational'),
    )
    .addOption(
      new Option('--for <duration>', 'how long it is worth sending, 1m to 72h')
        .argParser(parseTextLength)
        .default(86_400_000, '24h'),
    )
    .action(lazily(async () => (await import('../commands/cellular.ts')).textSend, ending))
  asking(text.command('show').description('Texts that are not done with.')).action(
    lazily(async () => (await import('../commands/cellular.ts')).textShow, ending),
  )
  text
    .command('order')
    .description(
      'Print a signed command, to be sent to the train as a text message: where, status, mute or modem reset NAME.',
    )
    .argument('<command...>', 'where, status, mute or modem reset NAME')
    .requiredOption('--train <id>', 'train.id of its file')
    .requiredOption('--sender <name>', 'a name of its texts.senders')
    .requiredOption('--key <file>', 'the key of that sender, 32 bytes in base64, 0600')
    .option('--counter <n>', 'above every one before it (default: seconds since 1970)', parseCounter)
    .action(lazily(async () => (await import('../commands/text-order.ts')).textOrder, ending))
  asking(text.command('audit').description('Commands that came by text, and what became of each.')).action(
    lazily(async () => (await import('../commands/text-order.ts')).textAudit, ending),
  )
  wantSubcommand(text)
}
