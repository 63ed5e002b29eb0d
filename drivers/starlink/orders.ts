import type { DishRequest, DishResponse } from './messages.ts'
import { type StarlinkOrder, type StarlinkReport, type StarlinkSettings, snowMeltModes } from './starlink.ts'

/** What an order is on the wire, and which answer says that it was taken. */
export const requestOf = (order: StarlinkOrder): [DishRequest, keyof DishResponse] => {
  switch (order.do) {
    case 'reboot':
      return [{ reboot: {} }, 'reboot']
    case 'stow':
      return [{ dish_stow: order.isStowed ? {} : { unstow: true } }, 'dish_stow']
    case 'clear-obstruction-map':
      return [{ dish_clear_obstruction_map: {} }, 'dish_clear_obstruction_map']
    case 'snow-melt': {
      const config = { snow_melt_mode: snowMeltModes.indexOf(order.mode), apply_snow_melt_mode: true } as const
      return [{ dish_set_config: { dish_config: config } }, 'dish_set_config']
    }
    case 'inhibit-gnss':
      return [{ dish_inhibit_gps: { inhibit_gps: order.isInhibited } }, 'dish_inhibit_gps']
  }
}

/** The orders that bring a terminal to what the train's file wants; none for what it does not tell. */
export const missingSettings = (
  { snowMelt, isGnssInhibited }: StarlinkSettings,
  report: Pick<StarlinkReport, 'snowMelt' | 'gnss'>,
): StarlinkOrder[] => [
  ...(snowMelt !== undefined && report.snowMelt !== undefined && report.snowMelt !== snowMelt
    ? [{ do: 'snow-melt', mode: snowMelt } as const]
    : []),
  ...(isGnssInhibited !== undefined && report.gnss && report.gnss.isInhibited !== isGnssInhibited
    ? [{ do: 'inhibit-gnss', isInhibited: isGnssInhibited } as const]
    : []),
]
