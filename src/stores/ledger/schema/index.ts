import type { CalendarTables } from './calendar.ts'
import type { CampaignTables } from './campaign.ts'
import type { CardTables } from './cards.ts'
import type { CaseTables } from './cases.ts'
import type { ChannelTables } from './channels.ts'
import type { CollectionTables } from './collection.ts'
import type { CompanyTables } from './companies.ts'
import type { ConsentTables } from './consent.ts'
import type { ConversationTables } from './conversations.ts'
import type { CustomerTables } from './customer.ts'
import type { DateTables } from './dates.ts'
import type { DeskTables } from './desk.ts'
import type { HouseTables } from './house.ts'
import type { HouseholdTables } from './households.ts'
import type { IdentityTables } from './identity.ts'
import type { InsightTables } from './insight.ts'
import type { InteractionTables } from './interaction.ts'
import type { LetterTables } from './letters.ts'
import type { LookTables } from './looks.ts'
import type { MediaTables } from './media.ts'
import type { NeedTables } from './needs.ts'
import type { PrivacyTables } from './privacy.ts'
import type { ProcessingTables } from './processing.ts'
import type { ProfileTables } from './profiles.ts'
import type { ProspectTables } from './prospects.ts'
import type { QualityTables } from './quality.ts'
import type { ReviewTables } from './reviews.ts'
import type { SignUpTables } from './sign-ups.ts'
import type { SourceTables } from './sources.ts'
import type { SurveyTables } from './surveys.ts'
import type { ValueTables } from './values.ts'
import type { WishTables } from './wishes.ts'

/** All tables of the ledger; each room keeps its own file here and its own migration. */
export interface LedgerSchema
  extends HouseTables,
    CustomerTables,
    ConsentTables,
    IdentityTables,
    DateTables,
    DeskTables,
    NeedTables,
    HouseholdTables,
    CompanyTables,
    InsightTables,
    CalendarTables,
    CampaignTables,
    CardTables,
    ChannelTables,
    CaseTables,
    CollectionTables,
    SignUpTables,
    SourceTables,
    SurveyTables,
    InteractionTables,
    ConversationTables,
    LetterTables,
    MediaTables,
    ProfileTables,
    ProspectTables,
    QualityTables,
    ReviewTables,
    PrivacyTables,
    ProcessingTables,
    ValueTables,
    WishTables,
    LookTables {}
