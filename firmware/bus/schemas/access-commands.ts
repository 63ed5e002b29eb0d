import { z } from 'zod'
import { ONE_LINE } from '../../domain/one-line.ts'
import { roles } from '../../domain/role.ts'
import { atMs, counter, utcMs } from './fields.ts'

const role = z.enum(roles)
/** Which terminal: the name of its port. */
const line = z.string().min(1).max(64).regex(ONE_LINE, 'give one line of letters and signs')
/** A name as somebody typed it. */
const typedName = z.string().max(64)
const secret = z.string().max(256)
/** Known to one console only; whoever has it speaks for who logged in there. */
const session = z.string().regex(/^[0-9a-f]{32}$/, '32 hexadecimal digits')
const waitS = z.number().nonnegative()
const text = z.string().max(400)

const who = z.object({ line: z.string().max(64), name: z.string().max(64) })

/** Why somebody did not come in. */
const refused = z.enum([
  /** Name or password: which of them is not told. */
  'wrong',
  /** Too many have failed: not before `waitS`. */
  'wait',
  /** The users are not readable: only a challenge lets anybody in. */
  'unread',
  /** Nobody has a password here: only a challenge lets anybody in. */
  'no-users',
  /** The depot key that vouched for this user is no longer trusted. */
  'revoked',
  'busy',
  /** The answer is not whole yet. */
  'answer-part',
  /** A letter of the answer is wrong. */
  'answer-garbled',
  /** Nobody has asked for a challenge on this line, or too long ago, or it was answered. */
  'answer-late',
  /** It answers another challenge or another train, or no trusted depot key has signed it. */
  'answer-foreign',
])

/** `waitS`: no next try is taken before. */
const out = z.object({ outcome: z.literal('out'), why: refused, waitS: waitS.optional() })

export const accessLogin = z.strictObject({ line, name: typedName, secret })

/** What came of a login. */
export const accessAdmitted = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('in'),
    session,
    name: z.string().max(64),
    /** What the person may become; `now` is what they may do at the moment. */
    role,
    now: role,
    /** Nothing else is done before the password is changed. */
    mustChange: z.boolean(),
    /** Came by a challenge: for so long, and a password may be set that holds as long. */
    forS: z.number().nonnegative().optional(),
    /** Who changes things at the moment, when it is somebody else. */
    writer: who.optional(),
    /** Nothing can be written into the audit log: nobody may do more than look. */
    isUnnoted: z.literal(true).optional(),
  }),
  out,
])

export const accessOnLine = z.strictObject({ line })
export const accessInSession = z.strictObject({ session })

export const accessChallenge = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('asked'),
    train: z.string().max(64),
    /** In groups of four letters, its checksum in it. */
    challenge: z.string().max(64),
    counter,
  }),
  out,
])
export const accessAnswer = z.strictObject({ line, text: z.string().max(1_000) })

/** Why users stay as they are. */
const unchanged = z.enum([
  'not-allowed',
  'wrong',
  'wait',
  'unknown',
  'exists',
  'name',
  'reserved',
  'yourself',
  'last-engineer',
  'too-many',
  'short',
  'long',
  'like-name',
  'same',
  'busy',
])
export const accessChanged = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('done') }),
  z.object({ outcome: z.literal('no'), why: unchanged, waitS: waitS.optional() }),
])

/** A new password: one's own, with the old one unless it must be changed; or, for engineers, of the user who is named. */
export const accessPassword = z.strictObject({
  session,
  old: secret.optional(),
  name: typedName.optional(),
  password: secret,
})

export const accessUser = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('add'), session, name: typedName, role, password: secret }),
  z.strictObject({ do: z.literal('remove'), session, name: typedName }),
  z.strictObject({ do: z.literal('role'), session, name: typedName, role }),
])

const loggedIn = z
  .array(
    z.object({
      line: z.string().max(64),
      name: z.string().max(64),
      role,
      now: role,
      isWriter: z.boolean(),
      sinceMs: atMs,
    }),
  )
  .max(16)

export const accessUsers = z.object({
  /** The users could not be read. */
  isUnread: z.literal(true).optional(),
  users: z
    .array(
      z.object({
        name: z.string().max(64),
        role,
        /** Who made the user: the depot's file, or somebody at the console. */
        from: z.enum(['depot', 'console']),
        mustChange: z.boolean(),
        isRevoked: z.boolean(),
        /** Absent for one who never was here. */
        lastLogin: z.object({ utcMs: utcMs.optional() }).optional(),
      }),
    )
    .max(64),
  /** Who was let in by a challenge, and for how long yet. */
  granted: z.array(z.object({ name: z.string().max(64), role, leftS: z.number().nonnegative() })).max(16),
  sessions: loggedIn,
})

const typed = z.string().max(1_000)

/** What goes into the audit log of a session. */
export const accessNote = z.strictObject({
  session,
  note: z.discriminatedUnion('do', [
    /** `wants`: the role that the command asks for. */
    z.strictObject({ do: z.literal('command'), line: typed, wants: role.optional() }),
    z.strictObject({ do: z.literal('result'), line: typed, isBad: z.boolean(), text: z.string().max(4_000) }),
    z.strictObject({ do: z.literal('lock'), why: z.string().max(60) }),
  ]),
})

export const accessControl = z.object({
  now: role,
  /** Who changed things before, and looks only from now on. */
  from: who.optional(),
})

export const accessShow = z.strictObject({ count: z.number().int().min(1).max(200) })
export const accessShown = z.object({ lines: z.array(z.string().max(2_000)).max(200) })

export const accessVerified = z.object({
  entries: counter,
  first: counter.optional(),
  last: counter.optional(),
  breaks: counter,
  /** The first of them, in words. */
  broken: z.array(text).max(10),
})

/** Who is logged in where, and who of them may change things. */
export const sessions = z.object({ atMs, sessions: loggedIn })
