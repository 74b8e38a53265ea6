#!/bin/sh
# SPDX-License-Identifier: MIT
#
#   sh ranks.sh SWEEP N DIR
#
# Submits one job of N ranks that share SWEEP, into DIR.  gpuscape must be built
# with ./configure --with-mpi.
set -eu

if [ $# -ne 3 ]; then
    echo 'usage: sh ranks.sh SWEEP N DIR' >&2
    exit 2
fi
mkdir -p "$3"

# Two minutes before its time limit the batch script itself (B:) is told, and
# tells mpirun.  mpirun waits for its sigkill_timeout, asks the ranks for an end,
# and kills them after as long again.  --requeue puts the job back in the queue
# when a node fails; --resume begins anew only where there is no checkpoint.
sbatch --job-name="$1" --ntasks="$2" --cpus-per-task=8 --mem-per-cpu=500M \
    --time=02:00:00 --signal=B:TERM@120 --requeue --open-mode=append \
    --output="$3/ranks.log" --export="ALL,SWEEP=$1,DIR=$3" <<'JOB'
#!/bin/sh
# One processor type for all nodes, so that all round alike.
OPENBLAS_CORETYPE=Haswell
export OPENBLAS_CORETYPE
mpirun --map-by "slot:PE=$SLURM_CPUS_PER_TASK" -x OPENBLAS_CORETYPE \
    --mca odls_base_sigkill_timeout 20 gpuscape sweep "$SWEEP" \
    --threads "$SLURM_CPUS_PER_TASK" --resume -o "$DIR" &
trap 'kill -TERM $!' TERM
# The first wait ends with the signal, the second with mpirun.
status=0
wait $! || status=$?
if kill -0 $! 2>/dev/null; then
    status=0
    wait $! || status=$?
fi
exit "$status"
JOB
