/** What the configuration's keeper tells the process that started it: the train's file is another now. */
export type FilePlaced = { placed: true }

export const isFilePlaced = (message: unknown): message is FilePlaced =>
  typeof message === 'object' && message !== null && 'placed' in message && message.placed === true
