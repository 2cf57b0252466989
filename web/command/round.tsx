export function RoundPage(_: { id: string }) { return <p />; }
