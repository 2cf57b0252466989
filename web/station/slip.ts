// The slip alone is printed, whatever stands behind it.
export function printSlip(): void {
	document.documentElement.classList.add('print-slip');
	addEventListener('afterprint', () => document.documentElement.classList.remove('print-slip'), { once: true });
	window.print();
}
