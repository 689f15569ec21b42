/** Files that a marker finds and that decide about nobody, each with the reason. */
export const undecided: Readonly<Record<string, string>> = {
  'src/campaign/deps.ts': 'types',
  'src/campaign/calendar/clashes.ts': 'counts whom two audiences have in common, for a figure',
  'src/interaction/recovery/form/take.ts':
    'asks whoever carries the address that was given, whoever they are',
  'src/interaction/recovery/handling/change.ts':
    'everybody whose founded case is closed is asked alike how it was handled',
  'src/interaction/touch-map/map.ts': 'counts people of a segment, for a figure',
  'src/server/wiring/segment-members.ts': 'reads which of those who answered are in a segment, for a figure',
  'src/interaction/inbox/answers.ts': 'a colleague answers one customer who wrote first',
  'src/customer/profiles/ports.ts': 'types',
  'src/customer/consent/choices.ts': 'shows a customer what they chose',
  'src/customer/consent/index.ts': 'answers the question whether somebody may be contacted',
  'src/customer/consent/states.ts': 'answers the question whether somebody may be contacted',
  'src/cli/lab/methods/assign.ts': 'a method tried on a file, without a platform',
  'src/cli/bench/consent.ts': 'made-up people, for speed',
  'src/cli/bench/linkage-known.ts': 'public sets, for quality',
}
