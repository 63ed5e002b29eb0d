import test from 'ava'
import { fakeSocket } from '../../../test/fakes/datagrams.ts'
import { dnsQuestion } from '../../domain/dns-question.ts'
import type { ProbeAnswer } from '../../plan/link-health-state.ts'
import { openDoor } from './open-door.ts'

const targets = ['192.0.2.1', '192.0.2.2']

const doorRig = () => {
  const sockets: (ReturnType<typeof fakeSocket> & { host: string })[] = []
  const own = { address: '100.64.4.2' as string | undefined }
  const door = openDoor({
    targets,
    ownAddress: () => own.address,
    open: async ({ host }) => {
      const made = { ...fakeSocket(), host }
      sockets.push(made)
      return made.socket
    },
  })
  const answers: ProbeAnswer[] = []
  door.onAnswer((answer) => answers.push(answer))
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 10; turn++) await Promise.resolve()
  }
  return { sockets, own, door, answers, settle }
}

/** What a server says to a question: the same bytes with the bit of an answer. */
const answerTo = (question: Uint8Array): Uint8Array => question.map((byte, at) => (at === 2 ? byte | 0x80 : byte))

test('a probe is a question to all targets from the address of the link, and the first answer counts', async (t) => {
  const { sockets, door, answers, settle } = doorRig()
  door.send(70_000, 'program')
  await settle()
  t.deepEqual(
    sockets[0]?.sent.map(({ to }) => `${to.host} ${to.port}`),
    ['192.0.2.1 53', '192.0.2.2 53'],
  )
  t.is(sockets[0]?.host, '100.64.4.2')
  sockets[0]?.comes(answerTo(dnsQuestion(70_000)), { host: '192.0.2.2', port: 53 })
  t.deepEqual(answers[0], { number: 70_000, by: 'peer' })
})

test('what comes from elsewhere, answers nothing that was asked, or is no answer is none', async (t) => {
  const { sockets, door, answers, settle } = doorRig()
  door.send(5, 'program')
  await settle()
  sockets[0]?.comes(answerTo(dnsQuestion(5)), { host: '192.0.2.99', port: 53 })
  sockets[0]?.comes(answerTo(dnsQuestion(5)), { host: '192.0.2.1', port: 5_353 })
  sockets[0]?.comes(answerTo(dnsQuestion(6)), { host: '192.0.2.1', port: 53 })
  sockets[0]?.comes(dnsQuestion(5), { host: '192.0.2.1', port: 53 })
  sockets[0]?.comes(new Uint8Array(3), { host: '192.0.2.1', port: 53 })
  t.deepEqual(answers, [])
})

test('a link that gets another address is asked from that, and one without asks nobody', async (t) => {
  const { sockets, door, own, settle } = doorRig()
  door.send(1, 'program')
  await settle()
  own.address = undefined
  door.send(2, 'program')
  await settle()
  t.false(sockets[0]?.isOpen())
  own.address = '100.64.4.9'
  door.send(3, 'program')
  await settle()
  t.deepEqual(
    sockets.map(({ host, sent }) => [host, sent.length]),
    [
      ['100.64.4.2', 2],
      ['100.64.4.9', 2],
    ],
  )
  await door.close()
  t.false(sockets[1]?.isOpen())
})
