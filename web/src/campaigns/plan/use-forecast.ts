import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useCall, useSlug } from '../../api/hooks.ts'
import type { Campaign } from '../../api/types.ts'

/** The forecast of the version last saved; kept on screen while a newer one is computed. */
export function useForecast(campaign: Campaign, settled: boolean) {
  const slug = useSlug()
  const send = useCall()
  return useQuery({
    queryKey: [slug, '/campaigns/forecast', campaign.id, campaign.version],
    queryFn: ({ signal }) => send('post', '/campaigns/{id}/forecast', { path: { id: campaign.id }, signal }),
    enabled: campaign.segmentId !== null && settled,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  })
}
