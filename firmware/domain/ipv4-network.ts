/** The numbers that an IPv4 network goes from and to, 0 to 2^32 − 1. */
export interface Ipv4Network {
  first: number
  last: number
}

/** An address as a number. */
export const ipv4Number = (address: string): number =>
  address.split('.').reduce((number, part) => number * 256 + Number(part), 0)

/** The network of `10.71.5.1/24`, whichever of its addresses is named. */
export const ipv4Network = (cidr: string): Ipv4Network => {
  const [address = '', length = '32'] = cidr.split('/')
  const size = 2 ** (32 - Number(length))
  const first = Math.floor(ipv4Number(address) / size) * size
  return { first, last: first + size - 1 }
}
