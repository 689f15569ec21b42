/**
 * What a file tells of single people. `groups`: rows about people, under the rule of small groups: asked for with a purpose
 * and a reason, made coarser, thinned, or whole by owners. `singles`: it is of people one by one or it is of no use, so it
 * says why, and each one taken is in the audit log. `nobody`: nothing of a person stands in it.
 */
export type FileRule =
  | { rows: 'groups'; audit: string }
  | { rows: 'singles'; why: string; audit: string | null }
  | { rows: 'nobody'; why: string }

const pageForOne = (why: string): FileRule => ({ rows: 'singles', why, audit: null })

const letter: FileRule = {
  rows: 'singles',
  why: 'A letter is written to one person. It holds name, address and the words of the campaign, and only whom one may write to on the day the batch was closed.',
  audit: 'letters.file',
}

/** Every endpoint whose answer is a file or a page; a test holds it against the contract. */
export const fileRules: Readonly<Record<string, FileRule>> = {
  exportCustomers: { rows: 'groups', audit: 'customers.export' },
  exportCompanies: { rows: 'groups', audit: 'companies.export' },
  takeAudienceFile: {
    rows: 'singles',
    why: 'A platform finds single people. It holds hashes of addresses, nothing that is known of anybody, only of whom sharing is allowed, and never of fewer people than the smallest group.',
    audit: 'media.audience_file',
  },
  downloadCampaignList: {
    rows: 'singles',
    why: 'Whoever writes to the people of a campaign needs each of them. It holds numbers and the arm, nothing that is known of anybody; what it is for is the campaign itself, which is marketing.',
    audit: 'campaign.list',
  },
  exportDiallerList: {
    rows: 'singles',
    why: 'A dialler rings single people. It holds the number and why we call, nothing else that is known of anybody, and only whom one may call at that moment.',
    audit: 'desk.dialler_list',
  },
  printLetterBatch: letter,
  printLetterLabels: letter,
  exportLetterBatch: letter,
  downloadCalendar: { rows: 'nobody', why: 'titles and days of campaigns and notes' },
  readCalendarFeed: { rows: 'nobody', why: 'the same, for programs that subscribe' },
  previewLetter: { rows: 'nobody', why: 'a letter to an invented person' },
  downloadRejects: {
    rows: 'singles',
    why: 'Rows that were not imported, as they came, to be repaired by whoever may import and see rows as they came.',
    audit: 'imports.rejects',
  },
  downloadCopy: {
    rows: 'singles',
    why: 'What is kept of one person, for that person.',
    audit: 'privacy.download',
  },
  printCertificate: { rows: 'nobody', why: 'a certificate of erasure names nobody' },
  downloadDataRequests: { rows: 'nobody', why: 'fields that are lacking' },
  exportProcessingRecord: { rows: 'nobody', why: 'what is done with data' },
  exportImpactAssessment: { rows: 'nobody', why: 'what is done with data' },
  openCard: pageForOne(
    'One customer, for a system whose link was signed; links are made by whoever may see customers.',
  ),
  consentPage: pageForOne('A page for the customer.'),
  confirmConsent: pageForOne('A page for the customer.'),
  openPixel: { rows: 'nobody', why: 'an empty picture' },
  showAsset: { rows: 'nobody', why: 'a picture of the company' },
  followLink: { rows: 'nobody', why: 'the way to a page' },
  signUpPage: pageForOne('An empty form.'),
  sendSignUp: pageForOne('A form as it was filled in.'),
  signUpQuestion: pageForOne('A page for whoever left an address.'),
  confirmSignUp: pageForOne('A page for whoever left an address.'),
  complaintPage: pageForOne('An empty form.'),
  sendComplaint: pageForOne('A form as it was filled in.'),
  knownComplaintPage: pageForOne('An empty form.'),
  sendKnownComplaint: pageForOne('A form as it was filled in.'),
  confirmComplaintPage: pageForOne('A page for the customer.'),
  confirmComplaint: pageForOne('A page for the customer.'),
  surveyPreviewPage: pageForOne('An empty form.'),
  surveyPage: pageForOne('A page for the customer.'),
  sendSurveyAnswer: pageForOne('A page for the customer.'),
  preferencePage: pageForOne('A page for the customer.'),
  savePreferences: pageForOne('A page for the customer.'),
  pushScript: { rows: 'nobody', why: 'a script for sites of the company' },
  pushWorker: { rows: 'nobody', why: 'a script for sites of the company' },
  pushTryScript: { rows: 'nobody', why: 'a script for a page' },
  pushTryPage: pageForOne('An empty form.'),
  unsubscribePage: pageForOne('A page for the customer.'),
  unsubscribe: pageForOne('A page for the customer.'),
}

/** Every command, and whether it writes rows about people of a workspace; a test holds it against the list of commands. */
export const commandRules: Readonly<Record<string, FileRule>> = {
  start: { rows: 'nobody', why: 'serves; files leave by the endpoints above' },
  import: { rows: 'nobody', why: 'takes rows in; what it says counts rows' },
  loop: { rows: 'nobody', why: 'figures of campaigns on a data set of its own' },
  lab: { rows: 'nobody', why: 'works on a file of whoever runs it, without a workspace' },
  doctor: { rows: 'nobody', why: 'states of the engines' },
  backup: {
    rows: 'singles',
    why: 'A copy of everything to restore from: identifiers are sealed under keys that no backup holds.',
    audit: null,
  },
  restore: { rows: 'nobody', why: 'takes a backup in' },
  migrate: { rows: 'nobody', why: 'changes tables' },
  keys: { rows: 'nobody', why: 'new keys; none is shown' },
  user: { rows: 'nobody', why: 'accounts of colleagues' },
  bench: { rows: 'nobody', why: 'people it makes up' },
  demo: { rows: 'nobody', why: 'people it makes up' },
}
