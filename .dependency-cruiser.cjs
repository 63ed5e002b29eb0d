// Who may import whom: the import table of docs/architecture.md. test/import-table.test.ts proves that each rule bites.
// $1 is the folder that the importing file's path captured.

const ours = '^(hal|drivers|firmware|hardware|deploy|test)/'
const tests = '(\\.test\\.ts$|^test/)'
const contracts = '^hal/[^/]+\\.ts$'
// The group has a name because patterns are joined, which renumbers groups.
const driverFaces = '^drivers/(?<class>[^/]+)/(\\k<class>|index)\\.ts$'
const counters = '^drivers/framing/device-counters\\.ts$'
const packages = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-bundled', 'npm-no-pkg', 'npm-unknown']
const natives = '(^|/)node_modules/(@serialport|serialport|onoff|epoll|johnny-five|firmata-io|firmata|koffi)/'

const rule = (name, comment, from, to) => ({
  name,
  comment,
  severity: 'error',
  from: { ...from, pathNot: [tests, ...(from.pathNot ?? [])] },
  to,
})

/** A folder may import those of our files that match one of the patterns, and no other of ours. */
const onlyOurs = (name, comment, folder, allowed) =>
  rule(name, comment, { path: folder }, { path: ours, pathNot: allowed })

module.exports = {
  forbidden: [
    rule('no-cycles', 'Two files that need each other are one file, or three.', {}, { circular: true }),
    rule('no-tests', 'Nothing but a test imports a test.', {}, { path: tests }),
    rule('resolvable', 'Every import leads somewhere.', {}, { couldNotResolve: true }),
    rule(
      'no-dev-packages',
      'A train has no development packages.',
      { path: '^(hal|drivers|firmware|hardware)/' },
      {
        dependencyTypes: ['npm-dev'],
      },
    ),

    onlyOurs('hal-contracts', 'A contract imports only contracts.', contracts, [contracts]),
    onlyOurs('hal-machine', 'Code of the machine imports contracts and its own folder.', '^hal/([^/]+)/', [
      contracts,
      '^hal/$1/',
    ]),
    rule(
      'natives-in-hal',
      'Native packages stay below the contracts.',
      { pathNot: ['^hal/(linux|firmata|desk)/'] },
      {
        path: natives,
      },
    ),
    rule(
      'zeromq-in-linux',
      'ZeroMQ stays in hal/linux: the bus has a contract.',
      { pathNot: ['^hal/linux/'] },
      {
        path: '(^|/)node_modules/zeromq/',
      },
    ),
    rule(
      'grpc-in-linux',
      'gRPC has timers and sockets of its own: drivers ask through a contract.',
      { pathNot: ['^hal/linux/'] },
      {
        path: '(^|/)node_modules/@grpc/',
      },
    ),

    onlyOurs('drivers', 'A driver class imports contracts, framing and itself.', '^drivers/([^/]+)/', [
      contracts,
      '^drivers/framing/',
      '^drivers/$1/',
    ]),

    onlyOurs('pure', 'Domain and plan import each other and units.', '^firmware/(domain|plan)/', [
      '^firmware/(domain|plan)/',
      '^hal/units\\.ts$',
    ]),
    rule(
      'pure-packages',
      'Domain and plan use only packages that compute.',
      { path: '^firmware/(domain|plan)/' },
      {
        dependencyTypes: packages,
        pathNot: ['(^|/)node_modules/(satellite\\.js|zod|csv-parse|@rgrove/parse-xml|fastest-levenshtein|fft\\.js)/'],
      },
    ),
    rule(
      'pure-core',
      'Domain and plan have no clock, file or process.',
      { path: '^firmware/(domain|plan)/' },
      {
        dependencyTypes: ['core'],
        pathNot: ['^(node:)?assert(/strict)?$'],
      },
    ),

    onlyOurs('bus', 'The bus carries domain values over contracts.', '^firmware/bus/', [
      '^firmware/(bus|domain|plan)/',
      contracts,
    ]),
    onlyOurs('config', 'Configuration names domain values and driver classes.', '^firmware/config/', [
      '^firmware/(config|bus|domain|plan)/',
      '^firmware/usage-error\\.ts$',
      contracts,
      driverFaces,
    ]),
    onlyOurs('services', 'A service sees no machine and no single driver.', '^firmware/(services|console|update)/', [
      '^firmware/$1/',
      '^firmware/(domain|plan|bus|config)/',
      '^firmware/usage-error\\.ts$',
      contracts,
      driverFaces,
      counters,
    ]),

    rule(
      'data',
      'Boards, trains and routes are data: they import types only.',
      { path: '^hardware/(boards|trains|routes)/' },
      {
        path: ours,
        dependencyTypesNot: ['type-only'],
      },
    ),
    onlyOurs('twin', 'The twin never sees how the train decides.', '^hardware/twin/', [
      '^hardware/',
      '^firmware/domain/',
      '^drivers/',
      contracts,
      '^hal/desk/bench\\.ts$',
      '^hal/linux/pty\\.ts$',
    ]),
    rule(
      'twin-drivers',
      'The twin writes its own encoders: of drivers it knows types only.',
      { path: '^hardware/twin/' },
      {
        path: '^drivers/',
        dependencyTypesNot: ['type-only'],
      },
    ),
    rule(
      'twin-pty',
      'Only what serves the twin opens pseudo-terminals.',
      {
        path: '^hardware/twin/',
        pathNot: ['/serve[^/]*\\.ts$'],
      },
      { path: '^hal/linux/pty\\.ts$' },
    ),

    rule(
      'main-twin',
      'A train starts without its twin: main loads it dynamically.',
      { path: '^firmware/main(\\.ts$|/)' },
      {
        path: '^hardware/twin/',
        dynamic: false,
        dependencyTypesNot: ['type-only'],
      },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
    moduleSystems: ['es6', 'cjs'],
  },
}
