import type { z } from 'zod'
import type { Ledger } from '../../stores/ledger/index.ts'
import { offerInput } from './api.ts'
import { creativeInput } from './creative.ts'
import { type Definitions, openDefinitions, type Stored } from './definitions.ts'

export type OfferInput = z.output<typeof offerInput>
export type CreativeInput = z.output<typeof creativeInput>
export type Offer = OfferInput & Stored
export type Creative = CreativeInput & Stored
export type Offers = Definitions<OfferInput>
export type Creatives = Definitions<CreativeInput>

export function openOffers(ledger: Ledger): { offers: Offers; creatives: Creatives } {
  return {
    offers: openDefinitions<OfferInput>(ledger, 'offers', offerInput),
    creatives: openDefinitions<CreativeInput>(ledger, 'creatives', creativeInput),
  }
}
