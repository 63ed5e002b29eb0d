/** A set of interfaces, each named once, as nft writes it. */
export const quoted = (interfaces: Iterable<string>): string =>
  `{ ${[...new Set(interfaces)].map((name) => `"${name}"`).join(', ')} }`
