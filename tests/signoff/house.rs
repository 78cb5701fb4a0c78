//! The house holds: imports point down, the trees are parallel.

#[test]
fn provider_slugs_are_unique() {
    let mut slugs: Vec<_> = signoff::providers::ALL.iter().map(|p| p.slug).collect();
    slugs.sort_unstable();
    slugs.dedup();
    assert_eq!(slugs.len(), signoff::providers::ALL.len());
}
