/** Whether a link carries now and no other of a class's list does. */
export const isOnlyWay = (link: string, allowed: readonly string[], carrying: readonly string[]): boolean => {
  const ways = allowed.filter((name) => carrying.includes(name))
  return ways.length === 1 && ways[0] === link
}
