import type { ComponentType } from 'react'
import type { Customer } from '../../api/types.ts'
import { CustomerRecovery } from '../../interaction/cases/customer-recovery.tsx'
import { CustomerTasks } from '../../interaction/desk/customer-tasks.tsx'
import { CustomerLetters } from '../../interaction/inbox/customer-letters.tsx'
import { CustomerAnswers } from '../../interaction/surveys/customer-answers.tsx'
import { CustomerCompanies } from '../companies/customer-companies.tsx'
import { ConsentPanel } from '../consent/consent-panel.tsx'
import { ContactWishes } from '../consent/contact-wishes.tsx'
import { CustomerHousehold } from '../households/customer-household.tsx'
import { Identifiers } from '../identifiers.tsx'
import { IdentityGraph } from '../identity/identity-graph.tsx'
import { MergeHistory } from '../identity/merge-history.tsx'
import { OnceProspect, Recommended, StillProspect } from '../prospects/customer-prospect.tsx'
import { CustomerRequests } from '../requests/customer-requests.tsx'
import { Timeline } from '../timeline.tsx'
import { DatesAndFamily } from '../told/dates.tsx'
import { Knowledge } from '../told/knowledge.tsx'
import { Needs } from '../told/needs.tsx'
import { SaidValues } from '../values/said-values.tsx'
import { Computed } from './computed.tsx'
import { DeliveredValueBlock } from './delivered-value.tsx'
import { Habits } from './habits.tsx'
import { Holdings } from './holdings.tsx'
import { Measures } from './measures.tsx'
import { Reach } from './reach.tsx'
import { Segments } from './segments.tsx'
import { WhyNow, WhyPast } from './why.tsx'

export interface BlockProps {
  customer: Customer
}

export const tabs = ['overview', 'timeline', 'told', 'products', 'contacts', 'consent', 'identity'] as const
export type Tab = (typeof tabs)[number]

/** One part of a customer's page. `side` stands in the narrow column, `main` beside it, `wide` over both, in this order. */
export interface Block {
  id: string
  tab: Tab
  place: 'wide' | 'side' | 'main'
  Body: ComponentType<BlockProps>
}

/** The page of a customer, from top to bottom; a new part is a component and a line here. */
export const blocks: readonly Block[] = [
  { id: 'measures', tab: 'overview', place: 'wide', Body: Measures },
  { id: 'why', tab: 'overview', place: 'wide', Body: WhyNow },
  { id: 'reach', tab: 'overview', place: 'side', Body: Reach },
  { id: 'segments', tab: 'overview', place: 'side', Body: Segments },
  { id: 'companies', tab: 'overview', place: 'side', Body: of(CustomerCompanies) },
  { id: 'prospect', tab: 'overview', place: 'main', Body: of(StillProspect) },
  { id: 'delivered-value', tab: 'overview', place: 'main', Body: DeliveredValueBlock },
  { id: 'knowledge', tab: 'overview', place: 'main', Body: of(Knowledge) },
  { id: 'values', tab: 'overview', place: 'main', Body: of(SaidValues) },
  { id: 'computed', tab: 'overview', place: 'main', Body: Computed },
  { id: 'once-prospect', tab: 'overview', place: 'main', Body: of(OnceProspect) },
  { id: 'recommended', tab: 'overview', place: 'main', Body: of(Recommended) },
  { id: 'timeline', tab: 'timeline', place: 'wide', Body: of(Timeline) },
  { id: 'needs', tab: 'told', place: 'wide', Body: of(Needs) },
  { id: 'dates', tab: 'told', place: 'wide', Body: of(DatesAndFamily) },
  { id: 'holdings', tab: 'products', place: 'wide', Body: Holdings },
  { id: 'habits', tab: 'contacts', place: 'wide', Body: of(Habits) },
  { id: 'contacts', tab: 'contacts', place: 'wide', Body: WhyPast },
  { id: 'letters', tab: 'contacts', place: 'wide', Body: of(CustomerLetters) },
  { id: 'desk-tasks', tab: 'contacts', place: 'wide', Body: of(CustomerTasks) },
  { id: 'recovery', tab: 'contacts', place: 'wide', Body: of(CustomerRecovery) },
  { id: 'answers', tab: 'contacts', place: 'wide', Body: of(CustomerAnswers) },
  { id: 'consents', tab: 'consent', place: 'wide', Body: of(ConsentPanel) },
  { id: 'wishes', tab: 'consent', place: 'wide', Body: of(ContactWishes) },
  { id: 'requests', tab: 'consent', place: 'wide', Body: of(CustomerRequests) },
  { id: 'identifiers', tab: 'identity', place: 'wide', Body: Identifiers },
  { id: 'household', tab: 'identity', place: 'wide', Body: of(CustomerHousehold) },
  { id: 'graph', tab: 'identity', place: 'wide', Body: of(IdentityGraph) },
  {
    id: 'merges',
    tab: 'identity',
    place: 'wide',
    Body: ({ customer }) => <MergeHistory customer={customer.customerId} />,
  },
]

/** Parts that need the number alone. */
function of(Body: ComponentType<{ customerId: string }>): ComponentType<BlockProps> {
  return ({ customer }) => <Body customerId={customer.customerId} />
}
