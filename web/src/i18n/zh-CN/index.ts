import type { Dictionary } from '../types.ts'
import { advertising } from './advertising.ts'
import { attributes } from './attributes.ts'
import { brand } from './brand.ts'
import { calendar } from './calendar.ts'
import { campaigns } from './campaigns.ts'
import { card } from './card.ts'
import { cases } from './cases.ts'
import { channels } from './channels.ts'
import { companies } from './companies.ts'
import { consent } from './consent.ts'
import { customers } from './customers.ts'
import { data } from './data.ts'
import { deliveredValue } from './delivered-value.ts'
import { desk } from './desk.ts'
import { deskTools } from './desk-tools.ts'
import { fields } from './fields.ts'
import { habits } from './habits.ts'
import { home } from './home.ts'
import { households } from './households.ts'
import { identity } from './identity.ts'
import { inbox } from './inbox.ts'
import { insight } from './insight.ts'
import { interaction } from './interaction.ts'
import { letters } from './letters.ts'
import { media } from './media.ts'
import { pictures } from './pictures.ts'
import { privacy } from './privacy.ts'
import { processing } from './processing.ts'
import { prospects } from './prospects.ts'
import { quality } from './quality.ts'
import { retention } from './retention.ts'
import { reviews } from './reviews.ts'
import { settings } from './settings.ts'
import {
  campaignStatus,
  chart,
  common,
  figures,
  objective,
  objectiveHelp,
  people,
  shell,
  signIn,
  states,
} from './shell.ts'
import { signUp } from './sign-up.ts'
import { sources } from './sources.ts'
import { surveys } from './surveys.ts'
import { told } from './told.ts'
import { touchMap } from './touch-map.ts'
import { values } from './values.ts'

export const zhCN: Dictionary = {
  common,
  states,
  figures,
  chart,
  people,
  objective,
  objectiveHelp,
  campaignStatus,
  shell,
  signIn,
  home,
  customers,
  habits,
  attributes,
  households,
  companies,
  prospects,
  identity,
  consent,
  privacy,
  processing,
  retention,
  fields,
  card,
  channels,
  brand,
  pictures,
  insight,
  calendar,
  campaigns,
  inbox,
  interaction,
  letters,
  advertising,
  media,
  desk,
  deskTools,
  cases,
  signUp,
  surveys,
  reviews,
  touchMap,
  data,
  deliveredValue,
  sources,
  told,
  values,
  quality,
  settings,
}
