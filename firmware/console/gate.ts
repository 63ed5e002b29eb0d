import type { Role } from '../domain/role.ts'
import type { ConsoleUser } from './command.ts'
import type { Language, Text } from './messages.ts'

/** How a part of the console talks with the person in front of it, a line at a time. */
export interface Dialogue {
  /** In the language of the session as it is now. */
  text: Text
  setLanguage(language: Language): void
  say(line: string): void
  /** What was typed; `undefined` when the session ended, or nobody typed for long. A secret is not echoed. */
  ask(prompt: string, options?: { isSecret?: boolean }): Promise<string | undefined>
}

/** What goes into the audit log of a session: never a secret. `wants` is the role that a command asks for. */
export type AuditNote =
  | { do: 'command'; line: string; wants?: Role }
  | { do: 'result'; line: string; isBad: boolean; text: string }
  | { do: 'lock'; why: string }

/** What became of a session from outside: somebody else took control or gave it back, or it was ended. */
export type GateChange = { user: ConsoleUser; takenBy?: string } | { user: undefined }

/** Who may come in, and the log of what was done: carried out by another process than the console. */
export interface Gate {
  /** Asks for a name and a secret, or gives a challenge; `undefined` when nobody came in. */
  logIn(dialogue: Dialogue): Promise<ConsoleUser | undefined>
  logOut(): Promise<void>
  /** Resolves when it is kept; rejects when it cannot be: then a command that changes anything is not carried out. */
  note(note: AuditNote): Promise<void>
  /** The one listener hears of changes between login and logout. */
  onChange(heard: (change: GateChange) => void): void
  close(): void
}
