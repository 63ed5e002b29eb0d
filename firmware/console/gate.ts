import type { ConsoleUser } from './command.ts'

/** How a part of the console talks with the person in front of it, a line at a time. */
export interface Dialogue {
  say(line: string): void
  /** What was typed; `undefined` when the session ended, or nobody typed for long. A secret is not echoed. */
  ask(prompt: string, options?: { isSecret?: boolean }): Promise<string | undefined>
}

/** What goes into the audit log of a session: never a secret. */
export type AuditNote =
  | { do: 'command'; line: string }
  | { do: 'result'; line: string; isBad: boolean; text: string }
  | { do: 'lock'; why: string }

/** Who may come in, and the log of what was done: carried out by another process than the console. */
export interface Gate {
  /** Asks for a name and a secret, or gives a challenge; `undefined` when nobody came in. */
  logIn(dialogue: Dialogue): Promise<ConsoleUser | undefined>
  logOut(): Promise<void>
  /** Resolves when it is kept; rejects when it cannot be: then a command that changes anything is not carried out. */
  note(note: AuditNote): Promise<void>
}
