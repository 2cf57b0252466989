export function LotPage(_: { id: string }) { return <p />; }
