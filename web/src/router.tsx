import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { firstWorkspace, sessionQuery } from './api/session.ts'
import { PageBroke, PageMissing } from './shell/failures.tsx'
import { Frame } from './shell/frame.tsx'

interface RouterContext {
  queryClient: QueryClient
}

const root = createRootRouteWithContext<RouterContext>()({ component: Outlet })

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: lazyRouteComponent(() => import('./shell/sign-in.tsx'), 'SignIn'),
})

const start = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: async ({ context, location }) => {
    const session = await context.queryClient.ensureQueryData(sessionQuery)
    if (!session.user) throw redirect({ to: '/sign-in', search: { back: location.href } as never })
    const slug = firstWorkspace(session)
    if (slug) throw redirect({ to: `/w/${slug}` as string })
  },
  component: lazyRouteComponent(() => import('./shell/no-workspace.tsx'), 'NoWorkspace'),
})

const frame = createRoute({
  getParentRoute: () => root,
  path: '/w/$workspace',
  beforeLoad: async ({ context, location, params }) => {
    const session = await context.queryClient.ensureQueryData(sessionQuery)
    if (!session.user) throw redirect({ to: '/sign-in', search: { back: location.href } as never })
    if (!session.workspaces.some((w) => w.slug === params.workspace)) throw redirect({ to: '/' })
  },
  component: Frame,
})

type Loader = () => Promise<Record<string, unknown>>
function page<N extends string>(path: string, load: Loader, name: N) {
  return createRoute({
    getParentRoute: () => frame,
    path,
    component: lazyRouteComponent(load as never, name as never),
  })
}
function forward(path: string, to: string) {
  return createRoute({
    getParentRoute: () => frame,
    path,
    beforeLoad: ({ params }) => {
      throw redirect({ to: `/w/${(params as { workspace: string }).workspace}${to}` as string })
    },
  })
}

const pages = [
  page('/', () => import('./home/home-page.tsx'), 'HomePage'),
  page('/customers', () => import('./customers/customers-page.tsx'), 'CustomersPage'),
  page('/customers/attributes', () => import('./customers/attributes/attributes-page.tsx'), 'AttributesPage'),
  page('/customers/companies', () => import('./customers/companies/companies-page.tsx'), 'CompaniesPage'),
  page('/customers/companies/$id', () => import('./customers/companies/company-page.tsx'), 'CompanyPage'),
  page('/customers/households', () => import('./customers/households/households-page.tsx'), 'HouseholdsPage'),
  page('/customers/identity', () => import('./customers/identity/identity-page.tsx'), 'IdentityPage'),
  page('/customers/prospects', () => import('./customers/prospects/prospects-page.tsx'), 'ProspectsPage'),
  page('/customers/requests', () => import('./customers/requests/requests-page.tsx'), 'RequestsPage'),
  page('/customers/$id', () => import('./customers/customer-page.tsx'), 'CustomerPage'),
  forward('/insight', '/insight/rfm'),
  page('/insight/overview', () => import('./insight/overview-page.tsx'), 'OverviewPage'),
  page('/insight/rfm', () => import('./insight/rfm/rfm-page.tsx'), 'RfmPage'),
  page('/insight/concentration', () => import('./insight/concentration-page.tsx'), 'ConcentrationPage'),
  page('/insight/delivered-value', () => import('./insight/delivered-value-page.tsx'), 'DeliveredValuePage'),
  page('/insight/segments', () => import('./insight/segments/segments-page.tsx'), 'SegmentsPage'),
  page('/insight/segments/$id', () => import('./insight/segments/segment-page.tsx'), 'SegmentPage'),
  page('/campaigns', () => import('./campaigns/campaigns-page.tsx'), 'CampaignsPage'),
  page('/campaigns/calendar', () => import('./campaigns/calendar/calendar-page.tsx'), 'CalendarPage'),
  page('/campaigns/offers', () => import('./campaigns/offers-page.tsx'), 'OffersPage'),
  page('/campaigns/creatives', () => import('./campaigns/creatives-page.tsx'), 'CreativesPage'),
  page('/campaigns/letters', () => import('./campaigns/letters/letters-page.tsx'), 'LettersPage'),
  page(
    '/campaigns/advertising',
    () => import('./campaigns/advertising/advertising-page.tsx'),
    'AdvertisingPage',
  ),
  page('/campaigns/media', () => import('./campaigns/media/media-page.tsx'), 'MediaPage'),
  page('/campaigns/lessons', () => import('./campaigns/lessons-page.tsx'), 'LessonsPage'),
  page('/campaigns/$id', () => import('./campaigns/campaign-page.tsx'), 'CampaignPage'),
  forward('/interaction', '/interaction/deliveries'),
  page('/interaction/deliveries', () => import('./interaction/deliveries-page.tsx'), 'DeliveriesPage'),
  page('/interaction/desk', () => import('./interaction/desk/desk-page.tsx'), 'DeskPage'),
  page('/interaction/desk/board', () => import('./interaction/desk/board-page.tsx'), 'BoardPage'),
  page('/interaction/desk/mine', () => import('./interaction/desk/mine-page.tsx'), 'MinePage'),
  page(
    '/interaction/desk/scripts',
    () => import('./interaction/desk/scripts/scripts-page.tsx'),
    'ScriptsPage',
  ),
  page('/interaction/desk/dialler', () => import('./interaction/desk/dialler-page.tsx'), 'DiallerPage'),
  page('/interaction/desk/settings', () => import('./interaction/desk/settings-page.tsx'), 'SettingsPage'),
  page('/interaction/shop', () => import('./interaction/desk/shop-page.tsx'), 'ShopPage'),
  page('/interaction/do-not-send', () => import('./interaction/do-not-send-page.tsx'), 'DoNotSendPage'),
  page('/interaction/inbox', () => import('./interaction/inbox/inbox-page.tsx'), 'InboxPage'),
  page('/interaction/mail', () => import('./interaction/mail-page.tsx'), 'MailPage'),
  page('/interaction/cases', () => import('./interaction/cases/cases-page.tsx'), 'CasesPage'),
  page('/interaction/cases/$id', () => import('./interaction/cases/case-page.tsx'), 'CasePage'),
  page('/interaction/touch-map', () => import('./interaction/touch-map/touch-map-page.tsx'), 'TouchMapPage'),
  page('/interaction/reviews', () => import('./interaction/reviews/reviews-page.tsx'), 'ReviewsPage'),
  page('/interaction/surveys', () => import('./interaction/surveys/surveys-page.tsx'), 'SurveysPage'),
  page('/interaction/surveys/$id', () => import('./interaction/surveys/survey-page.tsx'), 'SurveyPage'),
  page('/interaction/recovery', () => import('./interaction/cases/recovery-page.tsx'), 'RecoveryPage'),
  page('/data', () => import('./data/data-page.tsx'), 'DataPage'),
  page('/data/sources', () => import('./data/sources/sources-page.tsx'), 'SourcesPage'),
  page('/data/sources/new', () => import('./data/sources/new-source-page.tsx'), 'NewSourcePage'),
  page('/data/sources/$id', () => import('./data/sources/source-page.tsx'), 'SourcePage'),
  page('/data/field-maps', () => import('./data/field-maps/field-maps-page.tsx'), 'FieldMapsPage'),
  page('/data/health', () => import('./data/health/health-page.tsx'), 'HealthPage'),
  page('/data/health/$id', () => import('./data/health/source-health-page.tsx'), 'SourceHealthPage'),
  page('/data/contracts', () => import('./data/contracts/contracts-page.tsx'), 'ContractsPage'),
  page('/data/contracts/new', () => import('./data/contracts/new-contract-page.tsx'), 'NewContractPage'),
  page('/data/contracts/$id', () => import('./data/contracts/contract-page.tsx'), 'ContractPage'),
  page('/data/imports/$id', () => import('./data/import-page.tsx'), 'ImportPage'),
  forward('/settings', '/settings/workspace'),
  page('/settings/workspace', () => import('./settings/workspace-page.tsx'), 'WorkspacePage'),
  page('/settings/members', () => import('./settings/members-page.tsx'), 'MembersPage'),
  page('/settings/keys', () => import('./settings/keys-page.tsx'), 'KeysPage'),
  page('/settings/channels', () => import('./settings/channels/channels-page.tsx'), 'ChannelsPage'),
  page('/settings/brand', () => import('./settings/brand/brand-page.tsx'), 'BrandPage'),
  page('/settings/fields', () => import('./settings/fields/fields-page.tsx'), 'FieldsPage'),
  page('/settings/card', () => import('./settings/card/card-page.tsx'), 'CardPage'),
  page('/settings/consent', () => import('./settings/consent/consent-page.tsx'), 'ConsentPage'),
  page('/settings/sign-up', () => import('./settings/sign-up/sign-up-page.tsx'), 'SignUpPage'),
  page('/settings/identity', () => import('./settings/identity/identity-page.tsx'), 'IdentitySettingsPage'),
  page('/settings/values', () => import('./settings/values/values-page.tsx'), 'ValuesPage'),
  page('/settings/privacy', () => import('./settings/privacy/privacy-page.tsx'), 'PrivacyPage'),
  page('/settings/processing', () => import('./settings/processing/processing-page.tsx'), 'ProcessingPage'),
  page('/settings/retention', () => import('./settings/retention/retention-page.tsx'), 'RetentionPage'),
  page('/settings/audit', () => import('./settings/audit-page.tsx'), 'AuditPage'),
  page('/settings/me', () => import('./settings/me-page.tsx'), 'MePage'),
]

/** Plain text in the address, so that a link reads well and a value never changes its type on the way. */
function parseSearch(query: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(query))
}
function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams()
  for (const [key, value] of Object.entries(search)) {
    if (value !== undefined && value !== null && value !== '') params.set(key, String(value))
  }
  const text = params.toString()
  return text === '' ? '' : `?${text}`
}

export function makeRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree: root.addChildren([start, signIn, frame.addChildren(pages)]),
    context: { queryClient },
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    scrollRestoration: true,
    defaultErrorComponent: PageBroke,
    defaultNotFoundComponent: PageMissing,
  })
}
