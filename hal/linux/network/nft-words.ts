/** A set of interfaces, each named once, as nft writes it. */
export const quoted = (interfaces: Iterable<string>): string =>
  `{ ${[...new Set(interfaces)].map((name) => `"${name}"`).join(', ')} }`

/** Echo requests that are answered, of all who ask; more is a flood. */
const ECHOES_A_SECOND = 50

export const someEchoes = ['icmp', 'icmpv6'].map(
  (protocol) => `${protocol} type echo-request limit rate ${ECHOES_A_SECOND}/second accept`,
)
