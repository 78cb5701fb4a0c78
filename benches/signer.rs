//! How many requests a second `signoff signer` tries: through the signer of the examples over stdin (at least 3,000 are wanted),
//! and through one in this process (at least 8,000).
#![allow(missing_docs, clippy::unwrap_used)]

use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use signoff::prover::Prover;
use signoff::providers::Faults;
use signoff::providers::amazon_pay_india::AMAZON_PAY_INDIA;
use signoff::transport::signer::{Process, SignerLink};

const CASES: u32 = 2_000;

const PYTHON: [&str; 2] = ["python3", concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/signers/signer.py")];

fn signer(c: &mut Criterion) {
    let room = AMAZON_PAY_INDIA.signer.unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut group = c.benchmark_group("cases");
    group.sample_size(10).measurement_time(Duration::from_secs(10)).throughput(Throughput::Elements(CASES.into()));
    let links = [
        ("in_process", SignerLink::Embedded { answer: room.answer, faults: Faults::default() }),
        ("python_over_stdin", SignerLink::Process(Process::new(&PYTHON.map(str::to_owned)))),
    ];
    for (name, mut link) in links {
        group.bench_function(name, |b| {
            b.iter(|| {
                let mut prover = Prover::new(room, &mut link, Duration::from_secs(10));
                let proof = runtime.block_on(prover.prove(&[], CASES, 7)).unwrap();
                assert!(proof.counterexample.is_none());
            });
        });
    }
    group.finish();
}

criterion_group!(benches, signer);
criterion_main!(benches);
