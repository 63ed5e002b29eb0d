import { networkInterfaces } from 'node:os'

/** The first IPv4 address that an interface of this machine has now; `undefined` while it has none. */
export const ipv4AddressOf = (name: string): string | undefined =>
  networkInterfaces()[name]?.find(({ family }) => family === 'IPv4')?.address
