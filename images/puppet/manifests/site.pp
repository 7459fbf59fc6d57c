# What a host is, its external fact hatchery_role says (/etc/facter/facts.d/hatchery.yaml):
# www gets role::www.
node default {
  if $facts['hatchery_role'] =~ String[1] {
    include "role::${facts['hatchery_role']}"
  } else {
    fail('The fact hatchery_role is missing: write it to /etc/facter/facts.d/hatchery.yaml.')
  }
}
