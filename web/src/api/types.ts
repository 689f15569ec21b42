import type { paths } from './schema.gen.ts'

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

type Operation<P extends keyof paths, M extends Method> = paths[P] extends Record<M, infer O> ? O : never

/** Paths that know a method. */
export type PathOf<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, { responses: unknown }> ? P : never
}[keyof paths]

/** Paths of one workspace, without the part that names it: `/home`, `/segments/{id}`. */
export type ShortPath<M extends Method> = ShortPaths[M]
type ShortPaths = { [M in Method]: Shorten<PathOf<M>> }
type Shorten<P> = P extends `/api/workspaces/{workspace}${infer Rest}` ? Rest : never
export type LongPath<M extends Method, S extends ShortPath<M>> = Extract<
  `/api/workspaces/{workspace}${S}`,
  PathOf<M>
>

export type Answer<P extends keyof paths, M extends Method> =
  Operation<P, M> extends { responses: { 200: { content: { 'application/json': infer R } } } } ? R : string
export type PathParams<P extends keyof paths, M extends Method> =
  Operation<P, M> extends { parameters: { path: infer X } } ? X : Record<string, never>
export type Query<P extends keyof paths, M extends Method> =
  Operation<P, M> extends { parameters: { query?: infer X } } ? X : never
export type Body<P extends keyof paths, M extends Method> =
  Operation<P, M> extends { requestBody?: { content: { 'application/json': infer X } } } ? X : never

type Got<S extends ShortPath<'get'>> = NonNullable<Answer<LongPath<'get', S>, 'get'>>
type Posted<S extends ShortPath<'post'>> = NonNullable<Answer<LongPath<'post', S>, 'post'>>

/* The words the pages use for what the server sends. */
export type Session = Answer<'/api/session', 'get'>
export type Workspace = Session['workspaces'][number]
export type Permission = Workspace['permissions'][number]
export type Task = Got<'/tasks/{id}'>
export type HouseholdRun = NonNullable<Got<'/households/settings'>['lastRun']>
export type Channel = Got<'/channels'>['items'][number]
export type Home = Got<'/home'>
export type Interval = Home['incrementalMarginMinor']
export type Opportunity = Got<'/opportunities'>['items'][number]
export type MissingObjective = Got<'/opportunities'>['missing'][number]
export type Figure = Opportunity['incrementalMarginMinor']
export type Objective = Opportunity['objective']
export type Localized = Opportunity['title']
export type Overview = Got<'/insight/overview'>
export type Rfm = Got<'/insight/rfm'>
export type RfmSettings = Body<'/api/workspaces/{workspace}/insight/rfm/settings', 'put'>
export type RfmGroup = Rfm['groups'][number]
export type Concentration = Got<'/insight/concentration'>
export type Segment = Got<'/segments/{id}'>
export type SegmentPreview = Posted<'/segments/preview'>
export type Operator = Got<'/segment-operators'>['operators'][number]
export type OperatorField = Operator['fields'][number]
export type CustomerRow = Got<'/customers'>['items'][number]
export type CustomerColumn = Got<'/customer-columns'>['columns'][number]
export type ListedCustomer = Posted<'/customers/list'>['items'][number]
export type SavedView = Got<'/customer-views'>['items'][number]
export type ComputedOverview = Got<'/computed-attributes'>
export type ComputedAttribute = ComputedOverview['items'][number]
export type Customer = Got<'/customers/{id}'>
export type DeliveredValue = Got<'/customers/{id}/delivered-value'>
export type ValueComparison = Got<'/delivered-value/comparison'>
export type ValueSettings = Got<'/delivered-value/settings'>
export type CustomerContacts = Got<'/customers/{id}/contacts'>
export type TimelineItem = Got<'/customers/{id}/timeline'>['items'][number]
export type AttributeField = Got<'/customer-fields'>['fields'][number]
export type Campaign = Got<'/campaigns/{id}'>
export type CampaignRow = Got<'/campaigns'>['items'][number]
export type CampaignStatus = Campaign['status']
export type CampaignInput = Body<'/api/workspaces/{workspace}/campaigns/{id}', 'put'>
export type Forecast = Posted<'/campaigns/{id}/forecast'>
export type Report = Got<'/campaigns/{id}/report'>
export type Lesson = Got<'/lessons'>['items'][number]
export type Offer = Got<'/offers'>['items'][number]
export type OfferInput = Body<'/api/workspaces/{workspace}/offers', 'post'>
export type Calendar = Got<'/calendar'>
export type CalendarItem = Calendar['items'][number]
export type CalendarLoad = Got<'/calendar/load'>
export type Creative = Got<'/creatives'>['items'][number]
export type CreativeInput = Body<'/api/workspaces/{workspace}/creatives', 'post'>
export type Template = Got<'/creative-templates'>['items'][number]
export type Delivery = Got<'/deliveries'>['items'][number]
export type Conversation = Got<'/inbox'>['items'][number]
export type ConversationWithMessages = Got<'/inbox/{id}'>
export type CaughtMessage = Got<'/mail-catcher'>['items'][number]
export type BrandInUse = Got<'/brand'>
export type Brand = BrandInUse['brand']
export type Picture = Got<'/assets'>['items'][number]
export type CaughtSms = Got<'/sms-catcher'>['items'][number]
export type CustomerKnowledge = Got<'/customers/{id}/knowledge'>
export type KnowledgePreview = Posted<'/knowledge/preview'>
export type KnowledgeSettings = Got<'/knowledge/settings'>
export type CustomerNeeds = Got<'/customers/{id}/needs'>
export type Review = Got<'/reviews'>['items'][number]
export type TouchMap = NonNullable<Got<'/touch-map'>>
export type MailDomainView = Got<'/mail-domain'>
export type MailDomainCheck = Posted<'/mail-domain/check'>
export type MediaFigures = Got<'/media/figures'>
export type MediaTies = Got<'/media/ties'>
export type SpendReport = Answer<LongPath<'post', '/media/spend/check'>, 'post'>
export type ReviewFigures = Got<'/review-figures'>
export type ReviewImport = Answer<LongPath<'post', '/reviews/import'>, 'post'>
export type ReachHabits = Got<'/customers/{id}/reach-habits'>
export type NeedTopic = Got<'/need-topics'>['topics'][number]
export type CustomerDates = Got<'/customers/{id}/dates'>
export type Household = Got<'/households'>['items'][number]
export type HouseholdSettings = Got<'/households/settings'>['settings']
export type HouseholdChange = Body<LongPath<'post', '/households/{id}/changes'>, 'post'>
export type CompanyRow = Got<'/companies'>['items'][number]
export type Company = Got<'/companies/{id}'>
export type CompanyFacts = Body<LongPath<'put', '/companies/{id}'>, 'put'>
export type ProspectOverview = Got<'/prospects/overview'>
export type ProspectChoices = Got<'/prospects/choices'>
export type CustomerProspect = Got<'/customers/{id}/prospect'>
export type NewProspect = Body<LongPath<'post', '/prospects'>, 'post'>
export type ProspectMade = Answer<LongPath<'post', '/prospects'>, 'post'>
export type ProspectChange = Body<LongPath<'post', '/prospects/changes'>, 'post'>['what']
export type CompanyChange = Body<LongPath<'post', '/companies/{id}/changes'>, 'post'>
export type CompanyProposal = Got<'/company-proposals'>['items'][number]
export type MergeProposal = Got<'/identity/proposals'>['items'][number]
export type IdentityGraph = Got<'/customers/{id}/identity'>
export type IdentityRules = Got<'/identity/rules'>
export type ValueRulesNow = Got<'/value-rules'>
export type MergeRecord = Got<'/identity/merges'>['items'][number]
export type PrivacyRequest = Got<'/privacy/requests'>['items'][number]
export type PrivacySettings = Got<'/privacy/settings'>
export type ErasurePreview = Got<'/customers/{id}/erasure-preview'>
export type ImportRecord = Got<'/imports/{id}'>
export type SourceItem = Got<'/sources'>['items'][number]
export type Source = Got<'/sources/{id}'>
export type SourceKind = Got<'/source-kinds'>['items'][number]
export type SourceRun = Got<'/sources/{id}/runs'>['items'][number]
export type SourceSchedule = SourceItem['schedule']
export type ImportSummary = NonNullable<ImportRecord['summary']>
export type RejectedRow = Got<'/imports/{id}/rejects'>['items'][number]
export type RepairOverview = Got<'/imports/{id}/repair'>
export type UploadedFile = Posted<'/imports/files'>
export type ImportPreview = Posted<'/imports/files/{id}/preview'>
export type Mapping = Body<'/api/workspaces/{workspace}/imports', 'post'>['mapping']
export type FieldSource = Mapping['fields'][string]
export type FieldMap = Got<'/field-map'>
export type LackingItem = Got<'/field-map/objectives/{objective}'>['items'][number]
export type DataRequest = Got<'/data-requests'>['items'][number]
export type CardSettings = Got<'/card-settings'>
export type ExportCheck = Posted<'/customers/export/check'>
export type SmallGroupChoice = NonNullable<
  Body<'/api/workspaces/{workspace}/customers/export', 'post'>['smallGroups']
>
export type CompanyExportCheck = Posted<'/companies/export/check'>
export type CompanyListQuery = Body<'/api/workspaces/{workspace}/companies/export/check', 'post'>
export type FieldPermissions = Got<'/field-permissions'>
export type Health = Got<'/health'>
export type SourceHealth = Health['sources'][number]
export type QualityAlert = Health['alerts'][number]
export type OneHealth = Got<'/health/{id}'>
export type Contract = Got<'/contracts'>['items'][number]
export type ContractBody = Contract['body']
export type ContractRule = ContractBody['fields'][string]
export type ContractChange = Posted<'/contracts/{id}/compare'>['changes'][number]
export type TaskBrief = NonNullable<Posted<'/desk/next'>['brief']>
export type DeskTask = TaskBrief['task']
export type DeskOutcome = TaskBrief['calls'][number]['outcome']
export type DeskRefusal = NonNullable<TaskBrief['calls'][number]['refusalReason']>
export type DeskTeam = Got<'/desk/teams'>['items'][number]
export type DeskRule = Got<'/desk/rules'>['items'][number]
export type DeskScript = Got<'/desk/scripts'>['items'][number]
export type DeskScriptBody = DeskScript['versions'][number]['body']
export type DeskAgent = Got<'/desk/board'>['agents'][number]
export type DeskSettings = Got<'/desk/settings'>
export type QuietHours = Got<'/quiet-hours'>
export type DiallerResults = Posted<'/desk/dialler/results'>
export type SpokenScript = Posted<'/desk/scripts/preview'>
export type SignUp = Got<'/sign-up'>
export type SignUpSettings = SignUp['settings']
export type Survey = Got<'/surveys'>['items'][number]
export type SurveyScore = Survey['score']
export type SurveyInput = Body<LongPath<'post', '/surveys'>, 'post'>
export type SurveyFigures = Got<'/surveys/{id}/figures'>
export type SurveyAnswer = Got<'/survey-answers'>['items'][number]
export type CaseRow = Got<'/cases'>['items'][number]
export type Case = Got<'/cases/{id}'>
export type CaseImport = Posted<'/cases/import'>
export type CaseFigures = Got<'/case-figures'>
export type PreparedRemedy = Case['prepared']
export type RecoverySettings = Omit<Got<'/recovery-settings'>, 'currency'>
export type TimeLapse = Got<'/demo/time-lapse'>

/** A rule tree as the server keeps it. */
export type SegmentRule =
  | { all: SegmentRule[] }
  | { any: SegmentRule[] }
  | { not: SegmentRule }
  | { op: string; params: Record<string, unknown> }
export type Letters = Got<'/letters'>
export type LetterSettings = Got<'/letters/settings'>
export type AudienceAsked = Body<LongPath<'post', '/media/audience-file/check'>, 'post'>
export type AudienceCheck = Posted<'/media/audience-file/check'>
