import type { Command } from 'commander'

/** Where the services of a train meet. */
export const BUS_FOLDER = '/run/steppelink/bus'
/** Where they keep what survives a restart. */
export const STATE_FOLDER = '/var/lib/steppelink/state'

/** Of an option that may be given more than once. */
export const collect = (value: string, earlier: string[] = []): string[] => [...earlier, value]

/** A command that asks a running service. */
export const asking = (command: Command): Command =>
  command.option('--bus <dir>', 'folder of the sockets between services', BUS_FOLDER)
