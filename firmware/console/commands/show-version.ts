import { arch, release } from 'node:os'
import software from '../../../package.json' with { type: 'json' }
import { servicesOf } from '../../config/services-of.ts'
import { durationText } from '../../domain/duration.ts'
import { command } from '../command.ts'
import { type Fact, factLines, sheetOf } from '../screen/sheet.ts'
import { headLines, toldOf } from '../screen/told.ts'

export const showVersion = command({
  words: ['show', 'version'],
  arguments: {},
  help: 'help.show-version',
  role: 'viewer',
  run: async (context) => {
    const { config, clock, text } = context
    const sheet = sheetOf(context)
    const nowMs = clock.nowMs()
    const services = await Promise.all(
      servicesOf(config).map(async (name) => {
        const sinceMs = (await toldOf(context, `${name}.health`)).message?.sinceMs
        return [name, sinceMs === undefined ? undefined : nowMs - sinceMs] as const
      }),
    )
    const running = services.map(
      ([name, ms]) => `${name} ${ms === undefined ? text('word.unknown') : durationText(ms)}`,
    )
    const facts: Fact[] = [
      ['label.train', `${config.train.id}${config.train.description === '' ? '' : `: ${config.train.description}`}`],
      ['label.route', config.route],
      ['label.board', config.board],
      ['label.node', `${process.version} ${arch()}`],
      ['label.kernel', release()],
      ['label.uptime', durationText(nowMs)],
      ['label.services', running.join(', ')],
    ]
    return {
      lines: [...headLines(sheet, 'Steppelink', software.version), ...factLines(sheet, facts)],
      data: {
        version: software.version,
        train: config.train,
        route: config.route,
        board: config.board,
        node: process.version,
        kernel: release(),
        uptimeS: nowMs / 1000,
        servicesUpS: Object.fromEntries(services.map(([name, ms]) => [name, ms === undefined ? undefined : ms / 1000])),
      },
    }
  },
})
