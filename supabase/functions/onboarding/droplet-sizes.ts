// What DigitalOcean lets and n8n runs on: its Basic droplets with regular CPUs of 2 GB and more, in the regions that have
// them, at the monthly prices that DigitalOcean publishes (US dollars, before tax). Checked against its pricing page when
// it changes; ignition takes nothing that is not here.

export interface DropletSize {
  slug: string;
  name: string;
  vcpus: number;
  memory_mb: number;
  disk_gb: number;
  monthly_usd: number;
}

const size = (
  slug: string,
  name: string,
  vcpus: number,
  gb: number,
  disk_gb: number,
  monthly_usd: number,
): DropletSize => ({ slug, name, vcpus, memory_mb: gb * 1024, disk_gb, monthly_usd });

export const SIZES: readonly DropletSize[] = [
  size("s-1vcpu-2gb", "Basic, 1 vCPU, 2 GB", 1, 2, 50, 12),
  size("s-2vcpu-2gb", "Basic, 2 vCPU, 2 GB", 2, 2, 60, 18),
  size("s-2vcpu-4gb", "Basic, 2 vCPU, 4 GB", 2, 4, 80, 24),
  size("s-4vcpu-8gb", "Basic, 4 vCPU, 8 GB", 4, 8, 160, 48),
  size("s-8vcpu-16gb", "Basic, 8 vCPU, 16 GB", 8, 16, 320, 96),
];

export const REGIONS: readonly { slug: string; name: string }[] = [
  { slug: "nyc1", name: "New York 1" },
  { slug: "nyc3", name: "New York 3" },
  { slug: "sfo3", name: "San Francisco 3" },
  { slug: "tor1", name: "Toronto 1" },
  { slug: "ams3", name: "Amsterdam 3" },
  { slug: "fra1", name: "Frankfurt 1" },
  { slug: "lon1", name: "London 1" },
  { slug: "blr1", name: "Bangalore 1" },
  { slug: "sgp1", name: "Singapore 1" },
  { slug: "syd1", name: "Sydney 1" },
];
