import { join } from 'node:path'

/**
 * Where compiled code is kept between starts: systemd's cache folder on a controller, `node_modules/.cache` in a checkout.
 * Both belong to the user that runs us: a cache that others can write would be code that others can write.
 */
export const compileCacheFolder = (): string =>
  process.env['CACHE_DIRECTORY'] ?? join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'steppelink')
