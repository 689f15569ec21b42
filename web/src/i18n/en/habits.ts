export const habits = {
  title: 'How and when they answer',
  note: 'Of the last 365 days. Single people are drawn toward everybody as far as little is known of them.',
  everybodyAt: 'Compared with everybody as of',
  empty: 'Nothing was answered yet',
  emptyHelp:
    'Once they were written to, or bought something, it stands here which channel they answer and at which hours.',
  refused: 'They refused personal selection: campaigns take the hour of everybody for them, not their own.',
  channels: 'Channels',
  noChannels: 'No message or call was 3 days old yet.',
  answers: 'answers {{answered}} of {{asked}}',
  rate: 'Likely {{rate}} ({{lo}} … {{hi}}); everybody {{everybody}}',
  preferred: 'Answers {{channel}} best.',
  noPreference: 'No channel is clearly above the next.',
  when: 'Hours',
  usual: 'Mostly {{days}}, {{from}} to {{to}} h ({{acts}} of {{of}})',
  fromTo: '{{from}}–{{to}}',
  everyDay: 'every day',
  noPattern: 'No pattern in {{acts}} times they opened, clicked, replied, took a call or bought',
  noActs: 'No times of their own; the shade shows everybody',
  legend:
    'Dots: when they opened, clicked, replied, took a call or bought. Shade: how likely the next is. {{zone}}',
}
