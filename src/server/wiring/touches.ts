import type { Customer } from '../../customer/index.ts'
import type { RecordTouches } from '../../interaction/index.ts'

/** What deliveries report becomes touches of customers, in the same transaction. */
export function recordTouchesOf(customer: Customer): RecordTouches {
  return (trx, workspace, touches) =>
    customer.touches.record(
      trx,
      workspace,
      touches.map(({ offerId, creativeId, ...rest }) => ({
        ...rest,
        source: 'liangti',
        ...(offerId === null ? {} : { offerId }),
        ...(creativeId === null ? {} : { creativeId }),
      })),
    )
}
