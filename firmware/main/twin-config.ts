import { join } from 'node:path'

/** The train that the twin serves. */
export const twinTrainFile = join(import.meta.dirname, '..', '..', 'hardware', 'trains', 'twin.yaml')

/** The folder that stands in the twin's train file for that of a run. */
const PLACEHOLDER = '/run/steppelink/twin'

/** The twin's train file for a run in `folder`, riding `route`. */
export const twinConfigFor = (text: string, { folder, route }: { folder: string; route: string }): string =>
  text.replaceAll(PLACEHOLDER, () => folder).replace(/^route: .*$/m, `route: ${route}`)
