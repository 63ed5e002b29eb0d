import type { CommandReply } from '../../bus/commands.ts'
import { type Role, roles } from '../../domain/role.ts'
import { utcText } from '../../domain/utc-text.ts'
import { askNewPassword, unchangedText } from '../access/ask-password.ts'
import { choiceArgument, numberArgument, optional, wordArgument } from '../argument.ts'
import { askService } from '../ask-service.ts'
import { type CommandContext, type ConsoleCommand, command, type Outcome } from '../command.ts'
import type { Text } from '../messages.ts'

type Users = CommandReply<'access.users'>
type Changed = CommandReply<'access.user'>

const refused = (line: string): Outcome => ({ lines: [line], data: { refused: line }, isBad: true })

const changed =
  ({ text }: CommandContext) =>
  (reply: Changed): Outcome =>
    reply.outcome === 'done'
      ? { lines: [text('access.changed')], data: { done: true } }
      : refused(unchangedText(text, reply))

/** Carries out what asks the service as whoever is logged in here. */
const asSession = (context: CommandContext, run: (session: string) => Promise<Outcome>): Promise<Outcome> => {
  const { session } = context.user
  return session === undefined ? Promise.resolve(refused(context.text('access.no-session'))) : run(session)
}

const lastText = (text: Text, lastLogin: Users['users'][number]['lastLogin']): string =>
  !lastLogin
    ? text('access.never')
    : lastLogin.utcMs === undefined
      ? text('access.at-unknown')
      : utcText(lastLogin.utcMs).replace(/\.\d+/, '')

/** Who has a password, who was let in by a challenge, and who sits where. */
export const userLines = (text: Text, { isUnread, users, granted, sessions }: Users): string[] => {
  const width = Math.max(4, ...[...users, ...granted, ...sessions].map(({ name }) => name.length))
  const row = (name: string, role: Role, told: readonly string[]): string =>
    `  ${name.padEnd(width)}  ${role.padEnd(10)}  ${told.join('; ')}`
  return [
    text('access.title-may'),
    ...(isUnread ? [`  ${text('access.unread')}`] : users.length === 0 ? [`  ${text('access.no-one')}`] : []),
    ...users.map(({ name, role, mustChange, isRevoked, lastLogin }) =>
      row(name, role, [
        lastText(text, lastLogin),
        ...(mustChange ? [text('access.has-changed-not')] : []),
        ...(isRevoked ? [text('access.is-revoked')] : []),
      ]),
    ),
    ...granted.map(({ name, role, leftS }) =>
      row(name, role, [text('access.by-challenge', { minutes: Math.ceil(leftS / 60) })]),
    ),
    ...(sessions.length > 0 ? [text('access.title-now')] : []),
    ...sessions.map(({ line, name, role, isWriter }) =>
      row(name, role, [text('access.here', { line }), ...(isWriter ? [text('access.has-control')] : [])]),
    ),
  ]
}

/** Whether the chain holds, and what breaks it. */
export const verifiedLines = (text: Text, told: CommandReply<'access.verify'>): string[] => {
  const { entries, first = 0, last = 0, breaks, broken } = told
  return breaks === 0
    ? [text('access.chain-holds', { entries, first, last })]
    : [...broken, text('access.chain-broken', { entries, breaks })]
}

const name = wordArgument({ label: 'NAME', help: 'access.user', most: 32, range: 'a-z 0-9 -' })
const role = choiceArgument({ label: 'ROLE', help: 'access.role', choices: roles })

const takeControl = command({
  words: ['take', 'control'],
  arguments: {},
  help: 'access.help-control',
  role: 'viewer',
  run: (context) =>
    asSession(context, (session) =>
      askService(context, 'access.control', { session }, ({ now, from }) => {
        context.user.role = now
        const { text } = context
        return { lines: [from ? text('access.control-from', from) : text('access.control')], data: { now, from } }
      }),
    ),
})

const showUsers = command({
  words: ['show', 'users'],
  arguments: {},
  help: 'access.help-users',
  role: 'viewer',
  run: (context) =>
    askService(context, 'access.users', {}, (told) => ({ lines: userLines(context.text, told), data: told })),
})

const ownPassword = command({
  words: ['password'],
  arguments: {},
  help: 'access.help-password',
  role: 'viewer',
  deadlineMs: 300_000,
  run: (context) =>
    asSession(context, async (session) => {
      const old = await context.ask(context.text('access.old-password'), { isSecret: true })
      const password = old === undefined ? undefined : await askNewPassword(context)
      if (old === undefined || password === undefined) return refused(context.text('line.not-done'))
      return askService(context, 'access.password', { session, old, password }, changed(context))
    }),
})

const addUser = command({
  words: ['user', 'add'],
  arguments: { name, role },
  help: 'access.help-add',
  role: 'engineer',
  deadlineMs: 300_000,
  run: (context, { name: added, role: given }) =>
    asSession(context, async (session) => {
      const password = await askNewPassword(context)
      if (password === undefined) return refused(context.text('line.not-done'))
      const request = { do: 'add' as const, session, name: added, role: given, password }
      return askService(context, 'access.user', request, changed(context))
    }),
})

const removeUser = command({
  words: ['user', 'remove'],
  arguments: { name },
  help: 'access.help-remove',
  role: 'engineer',
  danger: 'access.danger-remove',
  run: (context, { name: removed }) =>
    asSession(context, (session) =>
      askService(context, 'access.user', { do: 'remove', session, name: removed }, changed(context)),
    ),
})

const userRole = command({
  words: ['user', 'role'],
  arguments: { name, role },
  help: 'access.help-role',
  role: 'engineer',
  run: (context, { name: whose, role: given }) =>
    asSession(context, (session) =>
      askService(context, 'access.user', { do: 'role', session, name: whose, role: given }, changed(context)),
    ),
})

const userPassword = command({
  words: ['user', 'password'],
  arguments: { name },
  help: 'access.help-user-password',
  role: 'engineer',
  deadlineMs: 300_000,
  run: (context, { name: whose }) =>
    asSession(context, async (session) => {
      const password = await askNewPassword(context)
      if (password === undefined) return refused(context.text('line.not-done'))
      return askService(context, 'access.password', { session, name: whose, password }, changed(context))
    }),
})

const auditShow = command({
  words: ['audit', 'show'],
  arguments: {
    count: optional(numberArgument({ label: 'N', help: 'access.count', unit: '', min: 1, max: 200, isWhole: true })),
  },
  help: 'access.help-show',
  role: 'technician',
  run: (context, { count = 20 }) =>
    askService(context, 'access.show', { count }, ({ lines }) => ({ lines, data: { lines } })),
})

const auditVerify = command({
  words: ['audit', 'verify'],
  arguments: {},
  help: 'access.help-verify',
  role: 'viewer',
  deadlineMs: 120_000,
  run: (context) =>
    askService(context, 'access.verify', {}, (told) => ({
      lines: verifiedLines(context.text, told),
      data: told,
      ...(told.breaks > 0 && { isBad: true }),
    })),
})

const auditHead = command({
  words: ['audit', 'head'],
  arguments: {},
  help: 'access.help-head',
  role: 'viewer',
  run: (context) =>
    askService(context, 'access.head', {}, (head) => ({
      lines: [
        context.text('access.head', { seq: head.seq, hash: head.hash }),
        context.text('access.head-key', { key: head.publicKey, fingerprint: head.fingerprint.slice(0, 16) }),
        head.signature,
      ],
      data: head,
    })),
})

/** Who may do what, and the log of what was done. */
export const accessCommands: readonly ConsoleCommand[] = [
  takeControl,
  showUsers,
  ownPassword,
  addUser,
  removeUser,
  userRole,
  userPassword,
  auditShow,
  auditVerify,
  auditHead,
]
