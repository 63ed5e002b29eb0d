/** Whether a link carries now and no other of a class's list does. */
export const isOnlyWay = (link: string, allowed: readonly string[], carrying: readonly string[]): boolean => {
  const ways = allowed.filter((name) => carrying.includes(name))
  return ways.length === 1 && ways[0] === link
}

/** Why nothing was done to the device of such a link. */
export const onlyWayRefusal = (link: string): string =>
  `${link} is the only link that carries emergency now: nothing was done; --force does it all the same`
