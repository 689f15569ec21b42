/** `Product Viewed`, `product-viewed` and `productViewed` are one name. */
export function eventKey(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .toLowerCase()
}
