/** `SERVER NAME` asks a server for an IPv4 address by DNS, and prints it, or why there is none. */
import { Resolver } from 'node:dns/promises'

const [server = '', name = ''] = process.argv.slice(2)
const resolver = new Resolver({ timeout: 1_500, tries: 2 })
resolver.setServers([server])
const answer = await resolver
  .resolve4(name)
  .catch((error: Error) => ['code' in error ? String(error.code) : error.message])
process.stdout.write(`${answer.join(' ')}\n`)
