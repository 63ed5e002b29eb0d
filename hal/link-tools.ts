/** A program of the system's that tests a link; its arguments are words that nothing splits or expands. */
export interface LinkToolRun {
  program: 'ping' | 'traceroute' | 'iperf3'
  args: readonly string[]
}

/** How a link of the machine is tested by hand. */
export interface LinkTools {
  /** The link's own IPv4 address now; what comes from it goes by the link. */
  ownAddress(link: string): string | undefined
  /** The IPv4 address of a name, asked of the link's own resolver by the link; undefined when nobody knows it. Never rejects. */
  resolve(link: string, name: string): Promise<string | undefined>
  /** Calls with each line that the program says, bounded; resolves with its status, or undefined when it was ended or is not there. Never rejects. */
  run(run: LinkToolRun, onLine: (line: string) => void, ended: AbortSignal): Promise<number | undefined>
}
