// The import rules of the house: downwards only, no cycles, rooms are entered through their face.
const layers = [
  'kit',
  'stores',
  'customer',
  'insight',
  'interaction',
  'campaign',
  'playbooks',
  '(server|cli)',
]

const upward = layers.slice(0, -1).map((layer, i) => ({
  name: `${layer}-imports-down`,
  comment: 'cli, server → playbooks → campaign → interaction → insight → customer → stores → kit',
  severity: 'error',
  from: { path: `^src/${layer}/` },
  to: { path: `^src/(${layers.slice(i + 1).join('|')})/` },
}))

const faces = ['customer', 'insight', 'interaction', 'campaign'].map((room) => ({
  name: `${room}-by-its-face`,
  comment: `The ${room} room is entered through its index.ts; api.ts files are the published contract and may be read.`,
  severity: 'error',
  from: { path: '^src/', pathNot: `^src/${room}/` },
  to: { path: `^src/${room}/`, pathNot: `^src/${room}/(index|.*/api|.*\\.schema)\\.ts$` },
}))

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    ...upward,
    ...faces,
    {
      name: 'models-are-pure',
      comment: 'packages/models does no I/O and knows nothing of ours.',
      severity: 'error',
      from: { path: '^packages/models/src' },
      to: { pathNot: '^packages/models/src' },
    },
    {
      name: 'models-below-insight-only',
      comment: 'Ground floor, stores and the customer room do not call models.',
      severity: 'error',
      from: { path: '^src/(kit|stores)/' },
      to: { path: '^packages/models' },
    },
    {
      name: 'the-demo-world-is-outside',
      comment: 'The world of the demo business knows how customers respond; nothing of the product may look.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/playbooks/demo/world/' },
      to: { path: '^src/playbooks/demo/world/' },
    },
    {
      name: 'the-demo-world-sees-only-the-kit',
      severity: 'error',
      from: { path: '^src/playbooks/demo/world/' },
      to: { path: '^(src|packages)/', pathNot: '^src/(kit/|playbooks/demo/world/|playbooks/demo/protocol)' },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: ['\\.d\\.ts$', 'api\\.ts$', '/main\\.ts$', '/worker\\.ts$'] },
      to: {},
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // What the library packs from is made, not written.
    exclude: { path: '^packages/[^/]+/dist' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
