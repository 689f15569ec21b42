/**
 * What a stream of events fills without any mapping: the traits of `identify` and the properties of the e-commerce
 * events, under the names of the specification. Field → where it is read from.
 */
export const streamFields: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  customers: {
    customer: 'userId',
    email: 'traits.email',
    phone: 'traits.phone',
    name: 'traits.name',
    address: 'traits.address',
    birthday: 'traits.birthday',
    gender: 'traits.gender',
    country: 'traits.country',
    region: 'traits.region',
    city: 'traits.city',
    tier: 'traits.tier',
    language: 'traits.language',
  },
  orders: {
    order_id: 'Order Completed: properties.order_id',
    ts: 'Order Completed: timestamp',
    customer: 'Order Completed: userId',
    product_id: 'Order Completed: properties.products[].product_id',
    product_name: 'Order Completed: properties.products[].name',
    category: 'Order Completed: properties.products[].category',
    brand: 'Order Completed: properties.products[].brand',
    quantity: 'Order Completed: properties.products[].quantity',
    unit_price: 'Order Completed: properties.products[].price',
    amount: 'Order Completed: properties.revenue',
    discount: 'Order Completed: properties.discount',
    currency: 'Order Completed: properties.currency',
    coupon: 'Order Completed: properties.coupon',
  },
  events: {
    ts: 'timestamp',
    event: 'event',
    customer: 'userId',
    visitor: 'anonymousId',
    event_id: 'messageId',
    product_id: 'properties.product_id',
    category: 'properties.category',
    channel: 'channel',
    value: 'Order Completed: properties.revenue',
  },
}
