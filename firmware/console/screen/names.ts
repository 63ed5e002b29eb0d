import { choiceArgument, optional } from '../argument.ts'

/** A terminal of the train. */
export const terminalArgument = choiceArgument({
  label: 'TERMINAL',
  help: 'argument.terminal',
  choices: ({ terminals }) => terminals,
})

export const anyTerminal = optional(terminalArgument)

/** Those of a record that are meant: one, or all. */
export const onlyNamed = <T>(all: Readonly<Record<string, T>>, name: string | undefined): Record<string, T> =>
  Object.fromEntries(Object.entries(all).filter(([key]) => name === undefined || key === name))
