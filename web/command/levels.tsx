export function Levels(_: { unitId: string | undefined }) { return <p />; }
