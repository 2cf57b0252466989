export function Booking(_: { parts: string[] }) { return null; }
